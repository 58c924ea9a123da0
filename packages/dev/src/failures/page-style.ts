/** All colours have a contrast of at least 4.5:1, in the light and the dark scheme. */
export const failureStyle = `
:root { color-scheme: light dark; --ground: #fff; --panel: #f6f6f4; --line: #dcdcd8; --text: #1c1c1a; --dim: #62625c; --bad: #b3261e; --mark: #fde7e5; --link: #1a56b8; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #161615; --panel: #201f1e; --line: #383734; --text: #ececea; --dim: #a3a39c; --bad: #ff8a80; --mark: #4a2320; --link: #8ab4f8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { margin: .25rem 0 .5rem; color: var(--bad); font-size: 1.4rem; line-height: 1.35; white-space: pre-wrap; overflow-wrap: anywhere; }
h1.plain, h1.plain code { color: inherit; font-size: 1.4rem; }
h2 { margin: 2rem 0 0; font-size: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
code, pre, .request { font-family: ui-monospace, monospace; font-size: .875rem; }
.request { color: var(--dim); }
.advice { margin-top: 1rem; padding: .75rem 1rem; border-left: 3px solid var(--link); background: var(--panel); }
a { color: var(--link); font-family: ui-monospace, monospace; font-size: .875rem; overflow-wrap: anywhere; }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
pre { margin: .5rem 0; padding: .75rem 0; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); line-height: 1.6; tab-size: 2; }
pre code { display: block; width: max-content; min-width: 100%; }
.row { display: block; padding-right: 1rem; background: none; color: inherit; }
mark.row { background: var(--mark); box-shadow: inset 3px 0 var(--bad); }
mark b { text-decoration: underline; text-decoration-color: var(--bad); text-decoration-thickness: 2px; text-underline-offset: 4px; }
.number { display: inline-block; width: 3.5rem; padding-right: 1rem; color: var(--dim); text-align: right; user-select: none; }
.block { padding: 0 1rem; }
table { width: 100%; margin-top: .5rem; border-collapse: collapse; }
td { padding: .4rem 1rem .4rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
ol { margin: .5rem 0; padding: 0; list-style: none; }
li { padding: .125rem 0; overflow-wrap: anywhere; }
details { color: var(--dim); }
summary { width: max-content; padding: .25rem 0; cursor: pointer; }
`
