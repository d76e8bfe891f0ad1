// The engine as the page sees it: what wasm-bindgen writes beside this file, with its plain objects spelled out.

export type Method = string;
export type Value = string | number;

/** Every field of an experiment, by the key that links and controls share. */
export type Spec = { [key: string]: Value } & {
  data: string;
  teacher: string;
  student: string;
  T: number;
  alpha: number;
  seed: number;
  engine: "flex" | "ndarray" | "webgpu";
  labels: number;
  unlabelled: number;
  steps: number;
  batch: number;
  tepochs: number;
  tdata: number;
  smoothing: number;
};
export type ProblemCode =
  | "unknown-key"
  | "duplicate-key"
  | "not-a-number"
  | "out-of-range"
  | "unknown-value"
  | "newer-version"
  | "bad-combination"
  | "too-long"
  | "bad-claim"
  | "bad-course"
  | "bad-drawing";
export type Problem = {
  key: string;
  given: string;
  allowed: string;
  used: string;
  code: ProblemCode;
  reason?: string;
};
/** How a network got to its result: a few looks at its hash along the training, three letters each, and its last accuracy. */
export type Course = { looks: string[]; accuracy: number };
/** The result that a link says it gives: first digits of fingerprints, `nets` and `courses` in the order teacher, arms. */
export type Claim = { engine: number | null; run: string; nets: string[]; courses: Course[] };
/** Strokes of cells on 28 x 28: column and row. */
export type Drawing = [number, number][][];
export type Opened = {
  spec: Spec;
  link: string;
  problems: Problem[];
  arms: Method[];
  idle: string[];
  claim: Claim | null;
  drawings: Drawing[];
};

export type Field = {
  key: string;
  kind: "integer" | "number" | "choice" | "choices" | "options" | "layers";
  min?: number;
  max?: number;
  step?: number;
  scale?: "linear" | "log";
  choices?: string[];
  default: Value;
  group: "data" | "teacher" | "student" | "method" | "training" | "advanced";
};
export type Cost = { parameters: number; bytes: number; flops: number };
export type DatasetInfo = {
  key: string;
  width: number;
  height: number;
  classes: string[];
  train: number;
  test: number;
  files: { name: string; bytes: number; sha256: string }[];
  licence: string;
  origin: string;
};
export type Menu = {
  engine: { key: string; version: number };
  datasets: DatasetInfo[];
  models: { key: string; family: string; costs: { [dataset: string]: Cost } }[];
  methods: {
    key: Method;
    needsTeacher: boolean;
    usesTemperature: boolean;
    usesUnlabelled: boolean;
    usesFeatures?: boolean;
  }[];
  presets: { key: string; spec: Spec; link: string }[];
  /** Fields that do nothing in the default experiment. */
  idle: string[];
  fields: Field[];
  /** Keys of the chapters, in the order of the document. */
  chapters?: string[];
};

export type LossTerms = { total: number; hard: number | null; soft: number | null; feature: number | null };
export type Progress = {
  phase: "training" | "evaluating" | "soft-labels" | "finished";
  update: number;
  updates: number;
  total: number | null;
  hard: number | null;
  soft: number | null;
  feature: number | null;
};
export type Evaluation = {
  update: number;
  updates: number;
  /** Hash of the weights as they are learnt and of the answers; stored runs have none. */
  print?: string;
  loss: LossTerms | null;
  accuracy: number;
  crossEntropy: number;
  calibrationError: number;
  agreement: number | null;
  kl: number | null;
  logits: Float32Array;
};
export type Reliability = { count: number[]; confidence: number[]; accuracy: number[] };
export type Finished = {
  cost: Cost;
  confusion: number[];
  reliability: Reliability;
  fingerprint: string;
  /** Accuracy before the images were brought into another domain. */
  originalAccuracy?: number;
};
export type SessionEvent =
  | { type: "evaluated"; evaluation: Evaluation }
  | { type: "soft-labels"; done: number; total: number }
  | ({ type: "finished"; evaluation: Evaluation } & Finished)
  | { type: "failed"; code: "diverged"; update: number };

export function menu(): Menu;
export function openLink(hash: string): Opened;
/** Of a run, from the fingerprints of its networks: the teacher's, then the arms' in order. */
export function runFingerprint(networks: string[]): string;
/** The cells of lines of places that are shares of the drawn square. */
export function snapDrawing(lines: [number, number][][]): Drawing;
/** The text after `x=`: as many drawings as fit into a link beside `taken` characters. */
export function writeDrawings(drawings: Drawing[], taken: number): string;
export function checkSpec(spec: { [key: string]: Value }): Opened;

/** Operations of an experiment. `paidBack` counts answered images, without and with the teacher's training on the bill. */
export type Bill = {
  teacher: number;
  teacherPerImage: number;
  studentPerImage: number;
  arms: {
    arm: Method;
    softLabels: number;
    training: number;
    paidBack: number | null;
    paidBackWithTeacher: number | null;
  }[];
};
export function trainingBill(link: string): Bill;

export class Dataset {
  private constructor();
  static digits(): Dataset;
  static open(key: string, files: Uint8Array[]): Dataset;
  /** The images as the students of a link's experiment see them. */
  seen(link: string): Dataset;
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly testCount: number;
  testImage(index: number): Uint8Array;
  testLabel(index: number): number;
  free(): void;
}

/** What a checkpoint says of itself; an error for bytes that nobody can go on from. */
export function checkpointAbout(checkpoint: Uint8Array): {
  engine: string;
  version: number;
  link: string;
  role: string;
  teacher: string;
  note: string;
};
/** Bytes of the largest allocation that the browser refused; 0 where none was. */
export function refusedBytes(): number;

export class TeacherSession {
  constructor(link: string, dataset: Dataset);
  static continued(link: string, dataset: Dataset, checkpoint: Uint8Array): TeacherSession;
  checkpoint(note: string): Uint8Array;
  last(): SessionEvent | undefined;
  static resumed(link: string, dataset: Dataset, weights: Float32Array): TeacherSession;
  step(): SessionEvent | undefined;
  progress(): Progress;
  teacher(): Uint8Array;
  weights(): Float32Array;
  measure(): number;
  free(): void;
}

export class StudentSession {
  constructor(link: string, dataset: Dataset, arm: Method, teacher: Uint8Array);
  static continued(
    link: string,
    dataset: Dataset,
    arm: Method,
    teacher: Uint8Array,
    checkpoint: Uint8Array,
  ): StudentSession;
  checkpoint(note: string): Uint8Array;
  last(): SessionEvent | undefined;
  /** Weights in place of the drawn ones, before the first step. */
  beginWith(weights: Float32Array): void;
  step(): SessionEvent | undefined;
  progress(): Progress;
  weights(): Float32Array;
  measure(): number;
  free(): void;
}

/** A trained network that answers single images of grey values 0 to 255. */
/** Pictures of equal size, one after the other, row by row. */
export type Maps = { height: number; width: number; values: number[] };
export type Inside = { filters: Maps | null; layers: Maps[]; attention: Maps[] };
export class TrainedNet {
  constructor(link: string, role: "teacher" | Method, weights: Float32Array);
  logits(pixels: Uint8Array): Float32Array;
  inside(pixels: Uint8Array): Inside;
  /** Operations, names and shapes; undefined for a search. */
  network(): import("../portable/retort_portable.js").Network | undefined;
  /** The numbers of its parameters, one after the other. */
  parameters(): Float32Array;
  free(): void;
}

/** What a folder for PyTorch says of a link's experiment; trains, and belongs into a worker. */
export function pythonExperiment(link: string, dataset: Dataset, site?: string): { numbers: Float32Array };
/** The networks that can answer the images of a link's dataset, without their numbers. */
export function knownNetworks(link: string): import("../portable/retort_portable.js").Network[];

/** Connect Four after some columns, 0 to 6, with a search that grows. `over` is -1 where the last move won, 0 for a draw. */
export class Game {
  constructor(moves: Uint8Array);
  over(): number | undefined;
  legal(): Uint8Array;
  search(visits: number): Uint32Array;
  best(): number | undefined;
  policy(net: GameNet): Float32Array;
  free(): void;
}

/** A trained student at the board. */
export class GameNet {
  constructor(link: string, role: Method, weights: Float32Array);
  free(): void;
}

/** `mean`, `deviation` and `margin` (half the 95 % interval) are in the unit of the values; `margin` is infinite for one pair. */
export type PairedGain = { count: number; better: number; mean: number; deviation: number; margin: number };
export function pairedGain(before: Float64Array, after: Float64Array): PairedGain | null;

export type ChapterPlan = {
  link: string;
  points: {
    link: string;
    data: string;
    engine: "flex" | "ndarray" | "webgpu";
    arms: Method[];
    teacher: string;
  }[];
};
/** The experiments of a chapter; points with equal `teacher` share one. */
export function chapterPlan(key: string, seed?: number): ChapterPlan;
/** The part of a link that decides its teacher. */
export function teacherKey(link: string): string;
export type SeedValues = {
  seed: number;
  points: { fingerprint: string; series: (number | null)[] }[];
  measures: (number | null)[];
  seconds: number;
};
/** Takes the trained networks of all points of a chapter; belongs into a worker. */
export class ChapterMeasurement {
  constructor(key: string);
  addRun(link: string, dataset: Dataset): void;
  addNet(
    role: string,
    logits: Float32Array,
    weights: Float32Array,
    cost: Cost,
    microsecondsPerImage: number,
    trainingSeconds: number,
    fingerprint: string,
  ): void;
  values(): SeedValues;
  free(): void;
}
export type Interval = { mean: number; margin: number | null };
export type Unit = "share" | "points" | "ratio" | "count" | "microseconds" | "nats" | "plain";
export type ChapterReport = {
  key: string;
  link: string;
  version: number;
  seeds: number[];
  fingerprints: string[];
  axis: { key: string; log: boolean } | null;
  points: { x: number | null; link: string }[];
  unit: Unit;
  series: { key: string; values: (number | null)[][]; means: (Interval | null)[] }[];
  measures: {
    key: string;
    unit: Unit;
    claimed: number | null;
    values: (number | null)[];
    mean: Interval | null;
    expected: "reported" | { [rule: string]: number | number[] };
    held: boolean | null;
  }[];
  seconds: number | null;
};
export function chapterReport(key: string, seeds: SeedValues[]): ChapterReport;

/** A fixed training for a stopwatch; `stock` takes burn's own operations and optimiser. */
export class Benchmark {
  constructor(workload: string, batch: number, stock: boolean);
  /** Returns the number of images. */
  train(steps: number): number;
  /** Returns the number of images. */
  infer(batches: number): number;
  /** Floating-point operations of an update, per image. */
  flopTrain(): number;
  /** Floating-point operations of the answer to one image. */
  flopInfer(): number;
  free(): void;
}
export function benchmarkNames(): string[];

export type Theme = {
  ink: string;
  muted: string;
  hairline: string;
  paper: string;
  teacher: string;
  student: string;
  baseline: string;
  variant: string;
  sans: string;
  fontSize: number;
  scale: number;
};
export type Plot = {
  left: number;
  right: number;
  top: number;
  bottom: number;
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
  xScale: "linear" | "log";
};
export function drawChart(canvas: HTMLCanvasElement, chart: string, data: object, theme: Theme): Plot;
export function drawChartSvg(
  chart: string,
  data: object,
  theme: Theme,
  width: number,
  height: number,
): string;

export default function init(input?: {
  module_or_path: WebAssembly.Module | Promise<Response>;
}): Promise<{ memory: WebAssembly.Memory }>;
