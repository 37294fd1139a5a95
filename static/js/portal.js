"use strict";
(function () {
  var show = function (node) { node.hidden = false; };
  var each = function (selector, use) { document.querySelectorAll(selector).forEach(use); };
  each("[data-print]", function (node) { show(node); node.addEventListener("click", function () { window.print(); }); });
  if (navigator.share) {
    each("[data-share]", function (node) {
      show(node);
      node.addEventListener("click", function () { navigator.share({ title: document.title, url: location.href }).catch(function () {}); });
    });
  }
  var errors = document.getElementById("errors");
  if (errors) { errors.focus(); }
  var voice = window.speechSynthesis;
  if (!voice) { return; }
  // A breath after each paragraph; what only leads elsewhere is not read. A button may name the part that it reads.
  var paragraphs = function (part) {
    var all = document.querySelector(part || "#main").cloneNode(true);
    all.querySelectorAll("nav,button,form,svg,rt,rp,figure,.back,.tools").forEach(function (node) { node.remove(); });
    all.querySelectorAll("h1,h2,h3,h4,p,li,dt,dd,tr").forEach(function (node) { node.append("\n"); });
    return all.textContent.split("\n").map(function (one) { return one.trim(); }).filter(Boolean);
  };
  // Chinese by name or by its speech: a voice of another language would only make noise of it.
  var language = document.documentElement.lang.slice(0, 2);
  var speaksIt = function (one) {
    return one.lang.toLowerCase().indexOf(language) === 0 || (language === "zh" && /^(cmn|yue)/i.test(one.lang));
  };
  var ready = function () {
    if (!voice.getVoices().some(speaksIt)) { return; }
    each("[data-read-aloud][hidden]", function (node) {
      show(node);
      node.addEventListener("click", function () {
        if (voice.speaking) { voice.cancel(); return; }
        paragraphs(node.dataset.readAloud).forEach(function (one) {
          var said = new SpeechSynthesisUtterance(one);
          said.lang = document.documentElement.lang;
          said.rate = 0.85;
          voice.speak(said);
        });
      });
    });
  };
  ready();
  voice.addEventListener && voice.addEventListener("voiceschanged", ready);
})();
