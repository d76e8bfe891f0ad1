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
  "inside.dense":
    "Its first layer is dense: a picture is the weights of one unit, one for each of the {count} pixels. The unit’s number is the sum of pixel × weight over the whole image, plus a bias, after ReLU.",
  "inside.patches":
    "Its first layer is dense on patches: a picture is the weights of one number, one for each pixel of a patch of {side} × {side}. All patches share them.",
  "inside.pool":
    "Its first layer has no weights: it takes the mean of each cell of a grid of {side} × {side}. A picture is the weights of one class, one for each cell.",
  "inside.first": "First convolution, before the blocks: {count} channels",
  "inside.first.label": "{net}: activations of the first convolution for the chosen image",
  "inside.one": "One number, worked out",
  "inside.one.about":
    "Point at a cell of the map, press it, or move with the arrow keys: here is the sum that its number is. Cells of the first layer’s maps further down open here too.",
  "inside.one.net": "Network",
  "inside.one.map": "Map",
  "inside.one.map.of": "Map {channel}",
  "inside.one.image": "Image and window",
  "inside.one.label": "{net}: map {channel} of the first layer",
  "inside.one.pixels": "x: pixels in the window",
  "inside.one.weights": "w: filter {channel}",
  "inside.one.products": "x · w",
  "inside.one.on":
    "Row {row}, column {column} of map {channel}: the sum is positive, and ReLU lets {value} through.",
  "inside.one.off":
    "Row {row}, column {column} of map {channel}: the sum is not positive, and ReLU makes it {value}.",
  "inside.one.window":
    "The window is {kernel} × {kernel} pixels and moves by {stride}. The tables are rounded, the sum is not.",
  "inside.one.margin":
    "The window is {kernel} × {kernel} pixels and moves by {stride}. A margin of {padding} around the image counts as 0; it is dashed here. The tables are rounded, the sum is not.",
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
    "A mark is the class that the network answers; wrong answers are bold and underlined. A mark that would cover another is left out, right ones first. The two axes show {share} of what varies in its logits (principal components).",
  "inside.plane.summary":
    "{net}: {count} test images on the two main axes of its logits, which show {share} of their variance; {wrong} are answered wrongly.",
};
