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
  var words = function () {
    var main = document.getElementById("main").cloneNode(true);
    main.querySelectorAll("nav,button,form,svg,rt,rp,figure").forEach(function (node) { node.remove(); });
    return main.textContent.replace(/\s+/g, " ");
  };
  var ready = function () {
    if (!voice.getVoices().length) { return; }
    each("[data-read-aloud][hidden]", function (node) {
      show(node);
      node.addEventListener("click", function () {
        if (voice.speaking) { voice.cancel(); return; }
        var said = new SpeechSynthesisUtterance(words());
        said.lang = document.documentElement.lang;
        said.rate = 0.85;
        voice.speak(said);
      });
    });
  };
  ready();
  voice.addEventListener && voice.addEventListener("voiceschanged", ready);
})();
