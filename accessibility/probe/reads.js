// The buttons for reading aloud that can be seen; a link and a recording work without a voice in the phone.
() => [...document.querySelectorAll("button, [role=button]")].filter((el) => {
  const said = `${el.innerText} ${el.getAttribute("aria-label") || ""}`;
  return el.checkVisibility({ visibilityProperty: true }) && /朗读|读给|听一听|语音播|读出来|read (it |this )?(aloud|out|to me)|listen/i.test(said);
}).map((el) => (el.id ? "#" + CSS.escape(el.id) : "button"))
