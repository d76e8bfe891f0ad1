// @ts-check
/** The experiment that own images begin with: few labels, as most people have, and the rest for the teacher to label. */

/** Labelled images of each class. */
const LABELS = 10;
/** Most images that the teacher labels, as in the presets. */
const UNLABELLED = 3_900;
/** Updates that the teacher of the MNIST preset makes: 4 epochs of 4,000 images in batches of 32. */
const UPDATES = 500;
const BATCH = 32;

/** @param {import("../images/retort_images.js").About} about
 * @returns {string} a link */
export function linkFor({ key, side, classes }) {
  const train = classes.reduce((sum, each) => sum + each.train, 0);
  // At least half of the images stay for the teacher alone: with every label given there would be nothing to learn from it.
  const labels = Math.max(classes.length, Math.min(LABELS * classes.length, Math.floor(train / 2)));
  const unlabelled = Math.min(UNLABELLED, train - labels);
  const epochs = Math.min(40, Math.max(4, Math.round((UPDATES * BATCH) / train)));
  const large = side >= 16;
  const parts = {
    data: key,
    labels,
    unlabelled,
    ...(large && { teacher: "dropout-cnn-16-32-64", student: "mlp-16" }),
    T: 2,
    steps: 600,
    tepochs: epochs,
    tlr: 0.004,
    tbatch: BATCH,
  };
  return `v=1&${Object.entries(parts)
    .map(([name, value]) => `${name}=${value}`)
    .join("&")}`;
}
