// WCAG 1.4.12, as a style sheet that no policy of the page can refuse.
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    + " p { margin-block-end: 2em !important }");
  window.__spaced = sheet;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
