// @ts-check
/** The words of the panel about the networks' inside, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "inside.image": "The chosen image on its way through",
  "inside.run":
    "The stored run has no weights to look into. Press Run: when it has finished, its networks open here.",
  "inside.about":
    "Filters: grey is zero, ink positive, paper negative. Activations and attention: the more ink the stronger, each layer to its own strongest. Choose another image above and everything follows.",
  "inside.filters": "{count} first-layer filters",
  "inside.filters.label": "{net}: filters of the first layer",
  "inside.layer": "Layer {at}: {count} channels",
  "inside.layer.label": "{net}: activations of layer {at} for the chosen image",
  "inside.attention": "Layer {at}: attention, {count} heads (from row to column)",
  "inside.attention.label": "{net}: attention of layer {at} for the chosen image",
  "inside.classes": "Which classes look alike",
  "inside.classes.about":
    "Mean answer to the test images of each class at the viewing temperature, in per cent. What stands beside the diagonal is the knowledge that hard labels do not have. A cell shows its images; arrow keys move.",
  "inside.teacherTable": "{net}: what its soft labels say at T = {temperature}",
  "inside.studentTable": "{net}: what it says at T = {temperature}",
  "inside.true": "true",
  "inside.cell":
    "True {truth}, answer {answer}: {share} per cent on average, first answer for {count} images",
  "inside.members": "True class {truth}, first answer {answer}: {count} images.",
  "inside.plane": "The test images as each network sees them",
  "inside.plane.caption":
    "A mark is the class that the network answers; wrong answers are bold and underlined. The two axes show {share} of what varies in its logits (principal components).",
  "inside.plane.summary":
    "{net}: {count} test images on the two main axes of its logits, which show {share} of their variance; {wrong} are answered wrongly.",
};
