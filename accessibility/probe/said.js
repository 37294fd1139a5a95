// What the main part says; a button that only scripts can serve may be missing without them.
() => {
  const main = document.querySelector("main, [role=main]") || document.body;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const said = [];
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    const text = walker.currentNode.data.replace(/\s+/g, "");
    if (text.length < 2 || !el || el.closest("button, [role=button], script, style, noscript, template, [aria-live], output, option")) continue;
    if (el.checkVisibility({visibilityProperty: true})) said.push(text);
  }
  return said;
}
