// Puts other attributes on the root of the page, or its own ones back; answers with those that stood there.
(wanted) => {
  const root = document.documentElement;
  const before = root.outerHTML.slice(0, root.outerHTML.indexOf(">") + 1);
  const other = new DOMParser().parseFromString(wanted, "text/html").documentElement;
  for (const one of [...root.attributes]) if (!other.hasAttribute(one.name)) root.removeAttribute(one.name);
  for (const one of other.attributes) root.setAttribute(one.name, one.value);
  return before;
}
