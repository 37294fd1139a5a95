// Runs IBM's engine.
async ({guideline, most}) => {
  const seen = (path) => { // what lies folded away in a closed <details> is no fault of the page that is seen
    try {
      const el = document.evaluate(path, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
      return !el || el === document.documentElement || el.closest("head") || el.checkVisibility();
    } catch (problem) { return true; }
  };
  const found = await new ace.Checker().check(document, [guideline]);
  return found.results.filter((r) => ["FAIL", "POTENTIAL"].includes(r.value[1]) && seen(r.path.dom)).slice(0, 200).map((r) => {
    const box = r.bounds ? {x: r.bounds.left, y: r.bounds.top, width: r.bounds.width, height: r.bounds.height} : null;
    return {id: r.ruleId, level: r.value[0], value: r.value[1], message: r.message, path: r.path.dom,
            html: (r.snippet || "").slice(0, 200), box};
  });
}
