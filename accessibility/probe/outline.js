// The outlines of two sources of a page, and where they first part; null where they are the same.
([one, other]) => {
  const kinds = "h1, h2, h3, h4, form, fieldset, input:not([type=hidden]), select, textarea, button, table, img, figure, ul, ol, details";
  const outline = (source) => {
    const page = new DOMParser().parseFromString(source, "text/html");
    const main = page.querySelector("main, [role=main]") || page.body;
    return [...main.querySelectorAll(kinds)].map((el) => [el.tagName.toLowerCase() + (el.type && el.tagName === "INPUT" ? `[${el.type}]` : ""), el.textContent.replace(/\s+/g, " ").trim().slice(0, 40)]);
  };
  const [here, there] = [outline(one), outline(other)];
  const place = here.findIndex(([kind], i) => !there[i] || there[i][0] !== kind);
  const at = place === -1 && there.length > here.length ? here.length : place;
  if (at === -1) return null;
  const tell = (list) => (list[at] ? list[at].join(" ") : "–");
  return { text: `${tell(here)} ≠ ${tell(there)}`, measured: `${here.length} ≠ ${there.length}`, selector: "main" };
}
