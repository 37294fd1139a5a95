// What the main part says, and which of it a server that wrote `source` had not shown without the help of scripts; `doubtful`
// is what only a second look can tell, because a script changed something around it. A button that only scripts can serve
// may be missing without them.
(source) => {
  const main = document.querySelector("main, [role=main]") || document.body;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const changed = new Set(window.__witness ? window.__witness.changed : [document.documentElement]);
  for (const sheet of document.adoptedStyleSheets) { // styles of a script: what they speak of has been changed too
    for (const rule of sheet.cssRules) document.querySelectorAll(rule.selectorText || "html").forEach((el) => changed.add(el));
  }
  const touched = (el) => { for (let node = el; node; node = node.parentElement) if (changed.has(node)) return true; return false; };
  const said = [];
  let doubtful = false;
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    const text = walker.currentNode.data.replace(/\s+/g, "");
    if (text.length < 2 || !el || el.closest("button, [role=button], script, style, noscript, template, [aria-live], output, option")) continue;
    if (!el.checkVisibility({visibilityProperty: true})) continue;
    said.push(text);
    doubtful = doubtful || touched(el);
  }
  if (source === null || doubtful) return { said, lost: null };
  try {
    const written = new DOMParser().parseFromString(source, "text/html");
    const sheets = (doc) => doc.querySelectorAll("style, link[rel~=stylesheet]").length;
    if (sheets(written) !== sheets(document) || written.querySelector("noscript")) return { said, lost: null };
    written.querySelectorAll("script, style, template").forEach((part) => part.remove());
    const all = written.body.textContent.replace(/\s+/g, "");
    return { said, lost: said.filter((text) => !all.includes(text)) };
  } catch (problem) { // a policy of the page forbids it
    return { said, lost: null };
  }
}
