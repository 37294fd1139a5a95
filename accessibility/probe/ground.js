// The colours of the page and of what it is read by, to tell whether a setting of the phone changes any.
() => [...document.querySelectorAll("html, body, main, main > *, header, footer, a, button, p")].slice(0, 60).map((el) => {
  const own = getComputedStyle(el);
  return own.color + own.backgroundColor;
}).join()
