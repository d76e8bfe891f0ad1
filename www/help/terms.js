// @ts-check
/** The glossary's terms, in the order in which they build on each other. Words: text/glossary_*.js. */

/** Where a term can be seen: a chapter, a control by its id, or a panel of zone 4.
 * @typedef {{chapter: string} | {control: string} | {panel: string}} Place */
/** `formula` where there is one, `source` as papers are cited.
 * @typedef {{formula?: string, source?: string, see: Place}} Term */

const HINTON = "Hinton, Vinyals & Dean 2015, Distilling the Knowledge in a Neural Network";

/** @type {Record<string, Term>} */
export const TERMS = {
  distillation: { source: HINTON, see: { chapter: "hard-and-soft" } },
  teacher: { source: HINTON, see: { control: "teacher" } },
  student: { source: HINTON, see: { control: "student" } },
  logits: { formula: "z = f(x)", see: { panel: "slow" } },
  softmax: {
    formula: "pᵢ = exp(zᵢ / T) / Σⱼ exp(zⱼ / T)",
    source: "Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs",
    see: { control: "view-T-slider" },
  },
  temperature: {
    formula: "p = softmax(z / T)",
    source: `${HINTON}, section 2`,
    see: { chapter: "temperature" },
  },
  "viewing-temperature": { formula: "p = softmax(z / T)", see: { control: "view-T-slider" } },
  "hard-label": { formula: "y = (0, …, 1, …, 0)", see: { control: "labels" } },
  "soft-label": { formula: "p = softmax(z_teacher / T)", source: HINTON, see: { chapter: "hard-and-soft" } },
  "dark-knowledge": {
    source: "Hinton, Vinyals & Dean 2014, Dark Knowledge (lecture)",
    see: { chapter: "omitted-class" },
  },
  "transfer-set": { source: HINTON, see: { control: "unlabelled" } },
  "cross-entropy": { formula: "CE = −Σ yᵢ · ln qᵢ", see: { panel: "slow" } },
  entropy: {
    formula: "H = −Σ pᵢ · log₂ pᵢ",
    source: "Shannon 1948, A Mathematical Theory of Communication",
    see: { control: "view-T-slider" },
  },
  kl: {
    formula: "KL(p ‖ q) = Σ pᵢ · ln(pᵢ / qᵢ)",
    source: "Kullback & Leibler 1951, On Information and Sufficiency",
    see: { panel: "slow" },
  },
  loss: { formula: "L = α · CE + (1 − α) · T² · KL", source: HINTON, see: { panel: "slow" } },
  alpha: { formula: "L = α · CE + (1 − α) · T² · KL", see: { chapter: "alpha" } },
  "t-squared": {
    formula: "∂KL / ∂z ≈ (z_s − z_t) / (C · T²)",
    source: `${HINTON}, section 2.1`,
    see: { chapter: "temperature" },
  },
  gradient: {
    formula: "∂L / ∂z = α · (q − y) + (1 − α) · T · (q_T − p_T)",
    source: HINTON,
    see: { panel: "slow" },
  },
  update: { formula: "w ← w − η · g", source: "Kingma & Ba 2015, Adam", see: { control: "run" } },
  "learning-rate": { formula: "η", see: { control: "lr" } },
  "weight-decay": {
    formula: "w ← w − η · λ · w",
    source: "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization",
    see: { control: "decay" },
  },
  epoch: { see: { control: "tepochs" } },
  "label-smoothing": {
    formula: "(1 − ε) · y + ε / C",
    source: "Szegedy and others 2016, Rethinking the Inception Architecture",
    see: { control: "smoothing" },
  },
  accuracy: { see: { control: "result" } },
  agreement: { see: { control: "result" } },
  calibration: {
    formula: "ECE = Σ_b n_b / n · |accuracy_b − confidence_b|",
    source: "Guo and others 2017, On Calibration of Modern Neural Networks",
    see: { control: "closer" },
  },
  confusion: { see: { control: "closer" } },
  parameters: { see: { chapter: "size-ladder" } },
  hint: {
    source: "Romero and others 2015, FitNets",
    see: { chapter: "which-signal" },
  },
  attention: {
    source: "Zagoruyko & Komodakis 2017, Paying More Attention to Attention",
    see: { chapter: "which-signal" },
  },
  "layer-matching": { source: "Jiao and others 2020, TinyBERT", see: { chapter: "layer-matching" } },
  ensemble: { source: HINTON, see: { chapter: "ensemble" } },
  quantisation: {
    formula: "w ≈ s · round(w / s)",
    source: "Jacob and others 2018, Quantization and Training of Neural Networks",
    see: { control: "bits" },
  },
  domain: { see: { chapter: "domain" } },
  seed: { see: { control: "seed" } },
  interval: {
    formula: "mean ± t · s / √n",
    source: "Student 1908, The Probable Error of a Mean",
    see: { panel: "sweep" },
  },
  fingerprint: { formula: "SHA-256", source: "FIPS 180-4, Secure Hash Standard", see: { control: "prints" } },
};
