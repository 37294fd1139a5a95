"""How the report looks: it keeps the rules that it speaks of."""

STYLE = """
:root { color-scheme: light }
html { font-size: 125% }
body { margin: 0; color: #1a1a1a; background: #fff; font-family: system-ui, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; line-height: 1.75; overflow-wrap: anywhere }
main { max-width: 40rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem; line-height: 1.35 } h2 { font-size: 1.3rem; line-height: 1.35; margin-top: 2.4rem }
h3 { font-size: 1.1rem; line-height: 1.35 } h4 { font-size: 1rem; line-height: 1.5; margin-bottom: 0 }
h4 + p { margin-block: .2em }
li { margin-block: .6em } section { border-top: 2px solid #4a4a4a; margin-top: 1.2rem }
code { font-size: 1rem } q { quotes: none }
img { max-width: 100%; border: 2px solid #4a4a4a }
summary { margin-block: 12px; min-height: 60px; padding-block: .6rem; cursor: pointer; text-decoration: underline }
summary:focus-visible { outline: 4px solid #0b0c0c; box-shadow: 0 0 0 8px #fd0 }
@media print { html { font-size: 14pt } }
.verdict { font-size: 1.3rem; font-weight: 700; border: 4px solid; padding: .6rem 1rem }
.good { color: #0b5d2a } .bad { color: #a30000 }
"""
