// Ask each rule in turn. A rule answers null when the page has nothing of its kind.
const MOST = 60;
const answers = {};
for (const id of ask.rules) {
  const began = performance.now();
  try {
    const found = rules[id](ask.limits[id], ask);
    answers[id] = found === null ? { applies: false, faults: [], count: 0 } : { applies: true, faults: found.slice(0, MOST), count: found.length };
  } catch (problem) {
    answers[id] = { applies: true, faults: [], count: 0, broken: String(problem && problem.stack || problem).slice(0, 300) };
  }
  answers[id].ms = performance.now() - began;
}
return answers;
