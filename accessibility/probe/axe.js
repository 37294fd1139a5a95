// Runs axe-core. Contrast of 7:1 is left to our own rule, which is faster and decides more.
async ({tags, most}) => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations", "incomplete"], preload: false,
    rules: {"color-contrast-enhanced": {enabled: false}},
  });
  const node = (n) => {
    const target = n.target.flat(9).at(-1);
    let box = null, text = "";
    try {
      const el = document.querySelector(target);
      const r = el.getBoundingClientRect();
      box = {x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height};
      text = (el.innerText || "").replace(/\s+/g, " ").slice(0, 80);
    } catch (problem) { /* a node in a frame has no place on this page */ }
    const [first] = [...n.any, ...n.all, ...n.none];
    const said = first ? first.message : (n.failureSummary || "").split("\n").at(-1).trim();
    return {target, html: n.html.slice(0, 200), check: first ? first.id : "", data: first ? first.data : null, summary: said.slice(0, 300), box, text};
  };
  const rule = (r) => ({id: r.id, impact: r.impact, help: r.help, tags: r.tags, nodes: r.nodes.slice(0, most).map(node)});
  return {violations: found.violations.map(rule), incomplete: found.incomplete.map(rule)};
}
