// @ts-check
/** The words of zone 4 in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "zone.lab": "4 Go further",
  "panel.slow": "One update in slow motion",
  "panel.slow.about": "From the chosen image to the gradient, every number with its arithmetic.",
  "panel.inside": "Inside the networks",
  "panel.inside.about":
    "Filters, activations and attention for the chosen image; which classes look alike; the images as each network sees them.",
  "panel.board": "Play the student",
  "panel.board.about": "Connect Four against a student or the search, with the thoughts of both.",
  "panel.draw": "Draw a digit",
  "panel.draw.about": "Teacher and students answer while you draw.",
  "panel.listen": "Listen",
  "panel.listen.about": "Spoken digits: hear the chosen example again from its picture.",
  "panel.threshold": "Alarm threshold",
  "panel.threshold.about": "What is missed, and what is falsely reported.",
  "panel.sweep": "Many seeds",
  "panel.sweep.about": "One run can be luck. Ten say more.",
  "panel.sweeps": "Sweep over settings",
  "panel.sweeps.about": "What T, α, the number of labels or any other setting does, over several seeds.",
  "panel.pins": "Pinned runs",
  "panel.pins.about": "Up to six runs side by side: curves, and what was set differently.",
  "panel.bias": "The class left out",
  "panel.bias.about": "Raise the logit of the class that the students never saw.",
  "panel.cost": "What it cost",
  "panel.cost.about": "Operations and seconds, and after how many answers they are paid back.",
  "panel.export": "Save",
  "panel.models": "Networks in and out",
  "panel.models.about": "A student as ONNX, safetensors, code or a page of its own; and back.",
  "panel.export.about": "Charts as pictures, results as data.",
  "panel.class": "A whole class",
  "panel.class.about": "Everybody’s links and results in one chart, checked by running them.",

  "slow.flow": "The way of the numbers",
  "slow.flow.about":
    "A bar is a class, the mark below it the true label; the lines over the student’s bars are the soft targets pₜ. Grey: the parts of L, then its slope on each logit.",
  "slow.none": "There is something to see when teacher and distilled student have answered the test images.",
  "slow.back": "Back",
  "slow.next": "Next",
  "slow.play": "Play",
  "slow.another": "Another image",
  "slow.keys": "Or the arrow keys ← →",
  "slow.stage": "Stage {at} of {count}: {title}",
  "slow.open": "Press a number to see how it came about. The row of the true label is underlined.",
  "slow.asked": "What the last layer of the network answered for “{class}” (net: {net}).",
  "slow.others": "{count} others",
  "slow.size": "Length of the step",
  "slow.image": "the image",
  "slow.image.about":
    "One test image, true label {class}. A real update averages over many images and moves weights; here one image moves the student’s logits, so that every number fits on the page.",
  "slow.teacher": "the teacher’s logits",
  "slow.teacher.about": "The teacher gives each class a score zₜ. Only differences between scores matter.",
  "slow.divide": "divided by T",
  "slow.divide.about":
    "Every score is divided by the training temperature T = {T}. Above 1 the differences shrink, below 1 they grow.",
  "slow.soft": "soft targets",
  "slow.soft.about":
    "softmax turns scores into probabilities pₜ that sum to 1. The smaller the differences, the more the other classes get: this is what the student is to learn.",
  "slow.student": "the student’s answer",
  "slow.student.about":
    "The same for the student’s logits zₛ: pₛ at T = {T}, to compare with the teacher, and qₛ at T = 1, to compare with the true label.",
  "slow.loss": "the loss",
  "slow.loss.about":
    "KL measures how far pₛ is from pₜ, class by class; T² keeps its gradient from shrinking with T. CE measures how little qₛ gives to the true label. α = {alpha} weighs the two.",
  "slow.gradient": "the gradient on each logit",
  "slow.gradient.about":
    "How the loss changes with each logit of the student. Positive: the student says too much, the logit has to fall. Negative: too little, it has to rise.",
  "slow.step": "after a step",
  "slow.step.about":
    "The logits take one step of length η = {size} against the gradient: zₛ′ = zₛ − η · gradient. That is a step on the logits of this image alone; in training the weights move, for all images of the batch at once.",
  "slow.crossEntropy": "CE = −ln qₛ({class}) = {value}",
  "slow.divergence": "KL = Σ pₜ · ln(pₜ ÷ pₛ) = {value}",
  "slow.before": "before: {line}",
  "slow.after": "after: {line}",

  "board.intro":
    "Four in a row win: flat, upright or slanting. The table shows what the search and the students think of the position, for whoever is to move.",
  "board.label": "Board",
  "board.column": "Column {column}, from below: {stones}",
  "board.empty": "empty",
  "board.first": "first player",
  "board.second": "second player",
  "board.comma": ", ",
  "board.keys": "Click or touch a column. Keys: arrows change the column, Enter or 1 to 7 plays.",
  "board.played": "Last stone in column {column}.",
  "board.yours": "Your move.",
  "board.theirs": "The other side thinks.",
  "board.won": "You won.",
  "board.lost": "The other side won.",
  "board.draw": "A draw.",
  "board.undo": "Take back",
  "board.new": "New game",
  "board.be-second": "Play second",
  "board.be-first": "Play first",
  "board.opponent": "Opponent",
  "board.budget": "Visits of the search",
  "board.search": "Search",
  "board.move": "Column",
  "board.shares":
    "Per cent. Search: share of its visits. Students: probability of each move, without any search.",
  "board.searched": "{done} of {budget} visits made.",
  "board.run": "Press Run to train students; until then the search plays.",

  "draw.run":
    "The stored run has no weights to answer with. Press Run: when it has finished, its networks answer here.",
  "draw.intro":
    "Draw one digit, large or small. It is scaled, centred and thickened like those of the dataset.",
  "draw.own":
    "Draw in white what looks like your images. It is seen as it is drawn, neither scaled nor centred.",
  "draw.fashion":
    "These networks know photographs of clothes. A filled outline of a shirt or a shoe has a chance, a digit has none.",
  "draw.pad": "Drawing pad",
  "draw.keys": "Draw with pen, finger or mouse. Keys: arrows move, Space puts the pen down and lifts it.",
  "draw.down": "Pen down, column {column}, row {row} of {count}.",
  "draw.up": "Pen up, column {column}, row {row} of {count}.",
  "draw.undo": "Undo",
  "draw.clear": "Clear",
  "draw.keep": "Keep for the link",
  "kept.title": "Drawings that travel with the link",
  "kept.drawing": "Drawing",
  "kept.take": "Draw on: drawing {number}",
  "kept.take.short": "Draw on",
  "kept.remove": "Remove drawing {number}",
  "kept.remove.short": "Remove",
  "kept.fitting":
    "{fit} of {count} are in the link and open with it. A link holds at most 24, and 1,500 characters with everything else.",
  "draw.seen": "What the networks see: {width} × {height} pixels.",
  "draw.unit": "Per cent. The strongest answer of each network is bold.",
  "draw.said": "{net}: {class}, {share}.",

  "sweep.count": "Number of seeds",
  "sweep.seeds": "{count} seeds",
  "sweep.start": "Run {count} seeds",
  "sweep.continue": "Go on, {count} seeds left",
  "sweep.more": "Go on",
  "sweep.stop": "Stop",
  "sweep.busy": "Wait for the run to finish: both would be slower.",
  "sweep.complete": "All these seeds have run. Choose more to go on.",
  "sweep.progress": "Progress of the seeds",
  "sweep.failed":
    "No result for seed {seeds}: a network diverged or its worker was lost. The figures leave it out.",
  "sweep.other": "These seeds belong to earlier settings. Running the new ones replaces them.",
  "sweep.unpaired": "Comparing over seeds needs two students: distilled and labels only.",
  "sweep.soFar": "{count} seeds so far.",
  "sweep.one": "One seed so far: a gain of {mean} points. One pair has no interval.",
  "sweep.sentence":
    "In {better} of {count} seeds the distilled student was better; mean gain {mean} points, 95 % interval {low} to {high}. {outcome}",
  "sweep.helped": "That is more than the luck of a seed.",
  "sweep.hurt": "Distillation does worse here, and not by the luck of a seed.",
  "sweep.unclear": "The interval includes zero: these seeds do not settle it.",
  "sweep.caption":
    "Is it the method or the seed? A mark a seed, the mean as a line, its 95 % interval as a band. Thin lines join the two students of one seed.",
  "sweep.summary":
    "Accuracy of every network in {count} seeds with mean and 95 % interval, and the gain of the distilled student in each seed. The sentence above says what they come to; the table has every number.",
  "sweep.axis": "test accuracy, per cent",
  "sweep.gainAxis": "gain over labels only, points",
  "sweep.gain": "Gain",
  "sweep.seed": "Seed",
  "sweep.method":
    "Every seed draws new labelled images, new first weights and a new teacher; both students share them, so their difference is taken seed by seed (paired t interval, Student 1908). The test images are the same in all seeds.",

  "pins.add": "Pin the shown run",
  "pins.name": "Run {at}",
  "pins.unfinished": "A run can be pinned when it has finished.",
  "pins.known": "This run is pinned.",
  "pins.full": "All {count} places are taken.",
  "pins.none":
    "Pin a run, change a setting, run again, pin again: then the curves lie over one another. There are {count} places, and they last until you close this tab.",
  "pins.rename": "Name of run {letter}",
  "pins.open": "Its settings",
  "pins.remove": "Remove",
  "pins.caption": "What did the setting change? Test accuracy against updates, a line a run.",
  "pins.summary": "Test accuracy of {net} in every pinned run, at the end: {values}.",
  "pins.differences": "What was set differently",
  "pins.accuracy": "Below the settings: test accuracy at the end.",
  "pins.same": "All settings are the same.",

  "bias.none": "There is something to see when the networks have answered the test images.",
  "bias.intro":
    "No image of “{class}” was among the students’ images. What they know of it came from the teacher’s soft labels, and they find it less likely than it is. A number added to its logit after the training makes up for that; no weight changes.",
  "bias.label": "Added to the logit of “{class}”",
  "bias.reset": "Back to 0",
  "bias.hint":
    "Arrow keys move it by 0.1. A student without any knowledge of the class gains nothing: what it gets right there it loses elsewhere.",
  "bias.caption": "Answers to {count} test images, before and after. The teacher learnt “{class}”.",
  "bias.right": "“{class}” right",
  "bias.rightAfter": "“{class}” right at {bias}",
  "bias.errors": "Errors",
  "bias.errorsAfter": "Errors at {bias}",
  "bias.prior": "Bias without labels",
  "bias.prior.about":
    "Bias without labels: with it, the mean probability of the class over the test images is that of one class among all, as if all were equally frequent. Hinton and others (2015, section 3) chose theirs by the test errors, which is an upper bound.",

  "cost.none": "The bill comes when the run has finished and the engine is there.",
  "cost.unpaired": "The distilled student is not among those compared: nothing to pay back.",
  "cost.never": "Never paid back: the student needs as many operations for an answer as its teacher.",
  "cost.paidBack":
    "Counted in operations: paid back after {count} images, teacher’s training included; after {without} images where the teacher existed anyway.",
  "cost.inTime":
    "Counted in time measured here, teacher’s training included: paid back after {count} images.",
  "cost.neverInTime":
    "Counted in time measured here: never paid back, the student answers no faster than its teacher.",
  "cost.caption": "Operations (multiply and add count as two) and computing time",
  "cost.training": "Training",
  "cost.asking": "Teacher’s answers",
  "cost.seconds": "Seconds",
  "cost.answer": "One answer",
  "cost.time": "µs an image",
  "cost.method":
    "Compared with letting the teacher answer every image. An update counts three times the answer to its images (forward, and backward for weights and inputs); only convolutions and dense layers count. The teacher’s seconds include its soft labels.",

  "export.charts": "Charts",
  "export.more":
    "Colours are those of the theme in sight. Confusion and reliability join the list when they are open in zone 3; seeds and pinned runs have their own buttons.",
  "export.bars": "Outputs for the chosen image: mirrored bars at the viewing temperature.",
  "export.difference": "Student minus teacher, class by class.",
  "export.report": "Report",
  "export.report.about":
    "One page with settings, verdict, charts, fingerprints and licences: one HTML file that needs nothing else.",
  "export.print": "Print",
  "export.report.failed": "The report could not be made ({reason}). Try again.",
  "export.data": "Data of the shown run",
  "export.result": "Result",
  "export.curves": "Curves",
  "export.hint": "The result as retort run --csv and --json print it; the JSON also holds all evaluations.",
  "export.open": "The result can be saved when every network has finished.",

  "listen.play": "Play",
  "listen.chosen": "The chosen example: {class}.",
  "listen.failed": "This browser does not play sounds here.",
  "listen.about":
    "Re-synthesis, not a recording: one sine for each of the 28 bands, as loud as its row is bright. The networks know no more of the sound than this picture.",

  "threshold.none": "The threshold can be set when a network has answered the test images.",
  "threshold.value": "Alarm from a probability of",
  "threshold.caption": "Share of {count} test images",
  "threshold.missed": "own class missed",
  "threshold.wrong": "another class reported",
  "threshold.about":
    "A class gives an alarm where its probability at T = 1 reaches the threshold. A high threshold misses more, a low one reports more that is not there.",
};
