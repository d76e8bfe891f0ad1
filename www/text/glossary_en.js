// @ts-check
/** Help and glossary, in English. Two sentences a term. */

/** @type {import("../words.js").Words} */
export const words = {
  "help.close": "Close help",
  "help.teachers": "For teachers",
  "help.teachers.about":
    "An experiment as a task for a course: link, text with three questions, answers that are computed.",
  "help.activity": "Make an activity",
  "keys.title": "Keys",
  "keys.about": "Everything can be reached with Tab. The first ones work anywhere on the page.",
  "keys.run": "run, pause, resume",
  "keys.step": "one step",
  "keys.reset": "back to the stored run",
  "keys.sharper": "lower viewing temperature",
  "keys.softer": "higher viewing temperature",
  "keys.before": "image before",
  "keys.after": "next image",
  "keys.help": "this help",
  "keys.slider": "on a slider: move it, to its ends",
  "keys.images": "among the images: choose one",
  "keys.table": "in a class table, on the board, on the drawing: move",
  "keys.escape": "in help: close it, back to where you were",
  "offline.title": "Without network",
  "offline.kept":
    "This browser keeps the page: it works without network now. Other datasets are kept once you have used them.",
  "offline.not": "This browser does not keep the page, or has not finished fetching it.",
  "offline.file": "This page is one file. It needs no network and no server.",
  "offline.retort-offline.zip": "for a USB stick or a course’s file area, behind any web server",
  "offline.retort-single.html": "one file with everything, which opens with a double click",
  "glossary.title": "Glossary",
  "glossary.see": "See it:",
  "glossary.source": "Source:",

  "term.distillation": "Distillation",
  "term.distillation.about":
    "Training a small network on the answers of a large one, instead of on labels alone. It pays off where labels are few or wrong; with plenty of good labels it often gains nothing.",
  "term.teacher": "Teacher",
  "term.teacher.about":
    "The network whose answers are learned from; here it is trained first, and then no longer changes. It is usually the larger one, and it can be wrong.",
  "term.student": "Student",
  "term.student.about":
    "The network that is trained to be used in the end, usually much smaller than its teacher. Here several students start from the same weights, so that only what they are told makes a difference.",
  "term.logits": "Logits",
  "term.logits.about":
    "The raw numbers of the last layer, one a class, before they become probabilities. Only their differences matter: adding the same number to all changes no answer.",
  "term.softmax": "Softmax",
  "term.softmax.about":
    "Turns logits into probabilities that are positive and add up to one. Equal differences of logits become equal ratios of probabilities.",
  "term.temperature": "Temperature",
  "term.temperature.about":
    "The number by which logits are divided before softmax: above 1 answers become softer, below 1 sharper. It changes how sure an answer looks, never which class comes first.",
  "term.viewing-temperature": "Viewing temperature",
  "term.viewing-temperature.about":
    "The temperature at which this page shows answers; moving it trains nothing. The training temperature is another setting, and takes a new run.",
  "term.hard-label": "Hard label",
  "term.hard-label.about":
    "The one class that an image is said to have, with nothing about the others. People write such labels, and some of them are wrong.",
  "term.soft-label": "Soft label",
  "term.soft-label.about":
    "A probability for every class, as the teacher gives it at the training temperature. It says how much an image of one class resembles the others.",
  "term.dark-knowledge": "Dark knowledge",
  "term.dark-knowledge.about":
    "What a trained network knows about the similarity of classes, hidden in the small probabilities of its wrong answers. A higher temperature makes it large enough to be learned.",
  "term.transfer-set": "Transfer set",
  "term.transfer-set.about":
    "The images on which a student imitates its teacher; they need no true labels. Many unlabelled images can help more than soft labels for few.",
  "term.cross-entropy": "Cross-entropy",
  "term.cross-entropy.about":
    "How surprised an answer q is by the true label y, in nats: the negative logarithm of the probability that it gave to the right class. It is zero only for an answer that is sure and right.",
  "term.entropy": "Entropy",
  "term.entropy.about":
    "How undecided an answer is, here in bits: zero if one class has everything, largest if all are equally likely. A higher temperature never lowers it.",
  "term.kl": "KL divergence",
  "term.kl.about":
    "How far the answer q of a student is from the answer p of its teacher, in nats; zero if they are the same. The two may not be exchanged: it counts most where the teacher is sure.",
  "term.loss": "Loss",
  "term.loss.about":
    "The number that training makes smaller; for the distilled student a weighted sum of two. One part compares it with the labels, the other with the teacher.",
  "term.alpha": "α, weight of the labels",
  "term.alpha.about":
    "The share of the true labels in the loss: at 1 the teacher is ignored, at 0 the labels are. Some papers write α for the share of the teacher instead.",
  "term.t-squared": "T², the factor",
  "term.t-squared.about":
    "Soft labels at temperature T give gradients that shrink like 1/T², and the factor makes up for that. Without it, another T would also be another weight.",
  "term.gradient": "Gradient",
  "term.gradient.about":
    "The direction in which the loss grows fastest; every update goes a little the other way. On the logits it is a difference of probabilities: what the student says minus what it was told.",
  "term.update": "Update",
  "term.update.about":
    "One change of all weights, after a batch of images. Here Adam makes it, which gives every weight its own step length.",
  "term.learning-rate": "Learning rate",
  "term.learning-rate.about":
    "How far one update goes. Too small learns slowly, too large does not come to rest or leaves the numbers.",
  "term.weight-decay": "Weight decay",
  "term.weight-decay.about":
    "Pulls all weights a little towards zero at every update. It keeps a network from relying on few large weights.",
  "term.epoch": "Epoch",
  "term.epoch.about":
    "One pass over all training images. Students are counted in updates instead, so that a student with fewer images does not train less.",
  "term.label-smoothing": "Label smoothing",
  "term.label-smoothing.about":
    "Soft labels without a teacher: a share ε of every label is spread evenly over all classes. Here it is the control that shows whether softness alone would do.",
  "term.accuracy": "Accuracy",
  "term.accuracy.about":
    "The share of the test images whose most likely class is the true one. The test images were never trained on, and there are only so many: small differences can be chance.",
  "term.agreement": "Agreement",
  "term.agreement.about":
    "The share of the test images on which a student and the teacher name the same class. Agreeing is not being right: a student can copy mistakes.",
  "term.calibration": "Calibration",
  "term.calibration.about":
    "Whether a network is right as often as it is sure: of the answers with 90 %, nine in ten should be right. ECE is the mean gap between the two, over ten bins of confidence.",
  "term.confusion": "Confusion matrix",
  "term.confusion.about":
    "A table of true classes against answers, with the number of test images in every cell. What stands beside the diagonal are mistakes, and they show which classes are hard to tell apart.",
  "term.parameters": "Parameters",
  "term.parameters.about":
    "The numbers of a network that training changes: weights and biases. Fewer need less memory, and mostly less time.",
  "term.hint": "Hint",
  "term.hint.about":
    "A layer of the teacher that a layer of the student learns to predict, through a small map that is thrown away later. It says how the teacher sees, not only what it answers.",
  "term.attention": "Attention transfer",
  "term.attention.about":
    "Compares where teacher and student look: the squared activations of a layer, summed over its channels. It needs no map in between, as only places count.",
  "term.layer-matching": "Layer matching",
  "term.layer-matching.about":
    "Makes embeddings, hidden states and attention of a transformer alike, layer by layer. A student with fewer layers follows every second or third one of its teacher.",
  "term.ensemble": "Ensemble",
  "term.ensemble.about":
    "Several networks whose answers are averaged, usually better than each of them. Distillation puts what they know together into one network, but all of them have to be trained first.",
  "term.quantisation": "Quantisation",
  "term.quantisation.about":
    "Storing weights with few bits, as whole multiples of a scale s. Small networks with eight bits lose little; with four or fewer it helps to train with rounded weights.",
  "term.domain": "Domain",
  "term.domain.about":
    "Where images come from: another camera, another script, another light. A teacher is less reliable in a new domain, and its student inherits that.",
  "term.seed": "Seed",
  "term.seed.about":
    "The number from which all chance of a run follows: which images, which first weights, which order. One seed is one throw of the dice, so compare several.",
  "term.interval": "95 % interval",
  "term.interval.about":
    "A range around a mean, made so that it holds the true mean in 95 of 100 repetitions. If the interval of a difference does not contain zero, chance alone hardly explains it.",
  "term.fingerprint": "Fingerprint",
  "term.fingerprint.about":
    "A short checksum of all trained weights and all answers. Two runs with the same fingerprint agree in every bit.",
  "tour.bars.about": "Teacher on the left, students on the right: how likely is each class?",
  "tour.temperature.about":
    "Low: one bar takes all. High: the others grow and show what else the image resembles.",
  "tour.run.about": "Teacher and students train here, on your machine, in seconds. Same seed, same numbers.",
  "tour.verdict.about": "Did soft labels help more than labels alone? It also says when they did not.",
  "tour.labels.about": "Give the students more labelled images and run again. Does the teacher still help?",
  "tour.chapter.about":
    "Each chapter is an experiment with three questions. This one is about the temperature.",
};
