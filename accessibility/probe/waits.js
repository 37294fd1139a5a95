// Whether the page waits for something long, or a clock runs down beside words of haste.
() => {
  if (!window.__witness) return false;
  const haste = /倒计时|之内|剩余|还剩|还有|过时|超时|作废|恢复原价|\d[:：]\d\d|remaining|time left|expires/i;
  return window.__witness.waits.length > 0 || (window.__witness.beats.length > 0 && haste.test(document.body.innerText));
}
