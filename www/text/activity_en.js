// @ts-check
/** Making an activity, in English: the page for teachers, and what it writes. */

/** @type {import("../words.js").Words} */
export const words = {
  "activity.heading": "Make an activity",
  "activity.intro":
    "An experiment becomes a task for a course: a link for students, a text for the course page with three questions, and the answers for you. Everything is made here; nothing is sent, and the answers stand in no link.",
  "activity.experiment": "Experiment",
  "activity.experiment.own": "The settings on the page",
  "activity.experiment.hint":
    "Chapters bring their own questions, with numbers measured over several seeds. For all others the questions are about one run.",
  "activity.language": "Language of the activity",
  "activity.predict": "Ask for a prediction first",
  "activity.predict.gain": "Yes: the gain over labels only",
  "activity.predict.accuracy": "Yes: the accuracy of the distilled student",
  "activity.predict.none": "No",
  "activity.predict.hint": "No result is shown before the student has written down what he expects.",
  "activity.lock": "Settings",
  "activity.lock.all": "All locked",
  "activity.lock.free": "Locked, but T, α and seed",
  "activity.lock.none": "All open",
  "activity.lock.hint": "Locked settings can be read and not changed. Running and looking stay free.",
  "activity.show": "On the course page",
  "activity.show.none": "A link",
  "activity.show.full": "A frame with the whole page",
  "activity.show.bars": "A frame with the bars",
  "activity.show.curves": "A frame with the curves",
  "activity.show.result": "A frame with the results",
  "activity.show.hint": "Where frames are removed, the link still works.",
  "activity.needed":
    "The answers are computed from a run of this experiment, and it has not been run here yet.",
  "activity.run": "Run it for the answers",
  "activity.running": "Running: {share}.",
  "activity.form": "Form",
  "activity.form.html": "HTML",
  "activity.form.markdown": "Markdown",
  "activity.link.title": "Link for students",
  "activity.link.about": "Holds the settings, and neither a result nor an answer.",
  "activity.frame.title": "Frame for the course page",
  "activity.frame.about": "HTML for Moodle, Canvas, Open edX. It is also part of the text below.",
  "activity.sheet.title": "Text for the course page",
  "activity.sheet.about": "What to do, and three questions without answers.",
  "activity.key.title": "Answers, for you",
  "activity.key.about": "Keep them where students do not read.",
  "activity.close": "Back to the experiment",

  "activity.title": "Knowledge distillation",
  "activity.open": "Open the experiment",
  "activity.step.predict":
    "Read the settings. The page first asks what you expect and why; write it down there. Only then does it run and show the results.",
  "activity.step.run": "Read the settings, say what you expect, and press Run.",
  "activity.step.answer": "Answer the questions with the numbers that you see.",
  "activity.questions": "Questions",
  "activity.key": "Answers: ",
  "activity.licence": "Text: Retort, licence",
  "activity.gain":
    "By how many points of accuracy is the distilled student better or worse than the student with labels only? Is that more than chance can explain?",
  "activity.gain.answer": "{distilled} against {labels}: {points} points. ",
  "activity.gain.clear":
    "With {count} test images chance explains about {margin} points (95 %), so the difference is clear in this run. Another seed gives another number: try three.",
  "activity.gain.unclear":
    "With {count} test images chance explains about {margin} points (95 %), so one run does not decide. Several seeds would.",
  "activity.size":
    "How many times fewer numbers does the student consist of than the teacher, and what does that cost in accuracy?",
  "activity.size.answer":
    "{teacher} against {student} parameters, {ratio} times fewer. Teacher {before}, student {after}: {lost} points less.",
  "activity.agree":
    "On how many of the {count} test images do teacher and distilled student give the same answer? And teacher and the student with labels only? What does that say?",
  "activity.agree.answer":
    "On {distilled} ({share}) and on {labels} ({other}). The soft labels hand on how the teacher answers, its mistakes included.",
  "activity.order": "Put teacher and students ({nets}) in the order of their accuracy.",
  "activity.image": "How many points of accuracy is one of the {count} test images worth?",
  "activity.image.answer": "{points} points: 100 / {count}. Smaller differences do not exist here.",
  "activity.source":
    "Computed from a run with seed {seed} (engine {engine}, fingerprint {fingerprint}). Whoever runs the same link gets the same numbers, bit for bit.",
  "activity.source.chapter":
    "Mean over {seeds} seeds with its 95 % interval, measured with engine version {version}. A single run differs within its chance.",
};
