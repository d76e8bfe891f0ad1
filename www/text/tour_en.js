// @ts-check
/** First steps, in English. */

/** @type {import("../words.js").Words} */
export const words = {
  "tour.title": "New here?",
  "tour.about": "Six places to look at. None of them takes longer than a minute.",
  "tour.close": "Put this away",
  "tour.bars": "Look at the bars",
  "tour.bars.about":
    "Teacher on the left, students on the right: how likely is each class?",
  "tour.temperature": "Move the temperature",
  "tour.temperature.about":
    "Low: one bar takes all. High: the others grow and show what else the image resembles.",
  "tour.run": "Press Run",
  "tour.run.about": "Teacher and students train here, on your machine, in seconds. Same seed, same numbers.",
  "tour.verdict": "Read the verdict",
  "tour.verdict.about": "Did soft labels help more than labels alone? It also says when they did not.",
  "tour.labels": "Change one thing",
  "tour.labels.about": "Give the students more labelled images and run again. Does the teacher still help?",
  "tour.chapter": "Take the course",
  "tour.chapter.about":
    "Each chapter is an experiment with three questions. This one is about the temperature.",
};
