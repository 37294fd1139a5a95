// Runs IBM's engine.
async ({guideline, most}) => {
  const found = await new ace.Checker().check(document, [guideline]);
  return found.results.filter((r) => ["FAIL", "POTENTIAL"].includes(r.value[1])).slice(0, 200).map((r) => {
    const box = r.bounds ? {x: r.bounds.left, y: r.bounds.top, width: r.bounds.width, height: r.bounds.height} : null;
    return {id: r.ruleId, level: r.value[0], value: r.value[1], message: r.message, path: r.path.dom,
            html: (r.snippet || "").slice(0, 200), box};
  });
}
