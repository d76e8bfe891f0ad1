// The engine on burn-wgpu, as far as a worker needs it. Whatever reads a number out of the adapter's memory answers later.
import type { Dataset, Progress, SessionEvent } from "../engine/retort.js";

export { checkpointAbout, Dataset, default, refusedBytes } from "../engine/retort.js";

/** Asks the browser for a graphics adapter; before any session. */
export function prepare(): Promise<void>;

export class TeacherSession {
  private constructor();
  static open(link: string, dataset: Dataset): Promise<TeacherSession>;
  static continued(link: string, dataset: Dataset, checkpoint: Uint8Array): Promise<TeacherSession>;
  checkpoint(note: string): Promise<Uint8Array>;
  last(): SessionEvent | undefined;
  static resumed(link: string, dataset: Dataset, weights: Float32Array): Promise<TeacherSession>;
  step(): Promise<SessionEvent | undefined>;
  progress(): Progress;
  teacher(): Promise<Uint8Array>;
  weights(): Promise<Float32Array>;
  measure(): Promise<number>;
  free(): void;
}
export class StudentSession {
  private constructor();
  static open(link: string, dataset: Dataset, arm: string, teacher: Uint8Array): Promise<StudentSession>;
  static continued(
    link: string,
    dataset: Dataset,
    arm: string,
    teacher: Uint8Array,
    checkpoint: Uint8Array,
  ): Promise<StudentSession>;
  checkpoint(note: string): Promise<Uint8Array>;
  last(): SessionEvent | undefined;
  beginWith(weights: Float32Array): void;
  step(): Promise<SessionEvent | undefined>;
  progress(): Progress;
  weights(): Promise<Float32Array>;
  measure(): Promise<number>;
  free(): void;
}
