// What a page says of itself, for the comparison with others.
() => ({
  scripts: document.scripts.length,
  links: [...document.querySelectorAll("a[href]")].map((a) => a.href),
  title: document.title, language: document.documentElement.lang || "",
  help: [...document.querySelectorAll("a[href^='tel:']")].filter((a) => !a.closest("main")).map((a) => {
    const part = a.closest("header, footer, nav, aside") || document.body;
    return [part.tagName.toLowerCase(), a.getAttribute("href").replace(/[^0-9+]/g, "")];
  }),
  navigation: [...document.querySelectorAll("header nav, body > nav, nav[aria-label]")].filter((n) => !n.closest("main")).map((n) => [...n.querySelectorAll("a")].map((a) => a.innerText.trim())),
  choosesSize: [...document.querySelectorAll("a, button")].some((a) => /字号|大字|字大|放大|(text|font|letter) ?size|(text|size) (and|&) colou?r|larger|bigger|enlarge/i.test(a.innerText)),
})
