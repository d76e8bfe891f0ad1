// Computes the fingerprints of presets with the built engine: the same lines in Node and in every browser.

/** @param {any} session */
function finish(session) {
  for (;;) {
    const event = session.step();
    if (event?.type === "failed") throw new Error(`${event.code} at update ${event.update}`);
    if (event?.type === "finished") return event.fingerprint;
  }
}

/** @param {any} engine an initialised engine
 * @param {{link: string, data: string}} preset
 * @param {Uint8Array[]} files of its dataset
 * @returns {string[]} of teacher and arms, in order */
export function fingerprints(engine, { link, data }, files) {
  const dataset = engine.Dataset.open(data, files);
  const teacher = new engine.TeacherSession(link, dataset);
  const prints = [finish(teacher)];
  const trained = teacher.teacher();
  teacher.free();
  for (const arm of engine.openLink(link).arms) {
    const student = new engine.StudentSession(link, dataset, arm, trained);
    prints.push(finish(student));
    student.free();
  }
  dataset.free();
  return prints;
}
