// How an upload page looks. Colours and measures are those of the app.

const light = `
  --bg: #f6f6f4; --surface: #fff; --sunken: #efefec; --line: #e3e2de; --text: #1d1f23; --muted: #5f626a;
  --accent: #0b6b5e; --accent-hover: #095a4f; --accent-ink: #fff; --accent-soft: #e1f1ee; --accent-line: #9dc0b8;
  --zone: #eff7f5; --ok: #17713f; --ok-soft: #e3f4ea; --warn: #855400; --warn-soft: #fbf0d9; --bad: #b3261e;
  --shadow: 0 1px 2px rgb(20 20 20 / 0.05), 0 6px 20px rgb(20 20 20 / 0.05);`

const dark = `
  --bg: #17181a; --surface: #1f2124; --sunken: #131416; --line: #303338; --text: #eceded; --muted: #a2a6ad;
  --accent: #4fc3b0; --accent-hover: #69d0bf; --accent-ink: #06201c; --accent-soft: #17332f; --accent-line: #3e7469;
  --zone: #1b2a2a; --ok: #63cf95; --ok-soft: #16311f; --warn: #e7b75a; --warn-soft: #382b12; --bad: #ff8a80;
  --shadow: none;`

export const pageStyle = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
*, ::before, ::after { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
html { height: 100%; }
body {
  min-height: 100%; padding: 40px 20px; display: grid; align-items: center; justify-items: center;
  font: 14px/1.5 Inter, system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
  color: var(--text); background: var(--bg); -webkit-font-smoothing: antialiased; overflow-wrap: anywhere;
}
main { width: min(460px, 100%); display: grid; gap: 16px; }
#head { display: grid; gap: 2px; }
h1 { font-size: 22px; font-weight: 650; letter-spacing: -0.01em; line-height: 1.3; }
#head.ok h1 { color: var(--ok); }
#head.bad h1 { color: var(--bad); }
#lead { color: var(--muted); }
#lead b { color: var(--text); font-weight: 600; }
#stage { display: grid; gap: 16px; }
svg { display: block; stroke: currentColor; fill: none; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.zone {
  display: grid; gap: 8px; justify-items: center; text-align: center; padding: 34px 20px;
  border: 1.5px dashed var(--accent-line); border-radius: 16px; background: var(--zone); cursor: pointer;
}
.zone b, .zone .coarse { font-size: 16px; font-weight: 600; color: var(--text); }
.zone p { color: var(--muted); font-size: 13px; }
.zone .coarse { display: none; }
.over .zone { border-style: solid; border-color: var(--accent); background: var(--accent-soft); }
.mark {
  width: 52px; height: 52px; border-radius: 14px; background: var(--accent-soft); color: var(--accent);
  display: grid; place-items: center;
}
.mark svg { width: 26px; height: 26px; }
.card {
  display: grid; gap: 8px; padding: 16px; background: var(--surface); border: 1px solid var(--line);
  border-radius: 10px; box-shadow: var(--shadow);
}
.name { font-weight: 550; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
small, .line { color: var(--muted); font-size: 12.5px; font-variant-numeric: tabular-nums; }
.bar { height: 6px; border-radius: 9px; background: var(--sunken); overflow: hidden; }
.bar i { display: block; height: 100%; width: 0; background: var(--accent); border-radius: 9px; transition: width 0.2s linear; }
.unknown i { width: 30%; animation: pass 1.8s ease-in-out infinite; }
@keyframes pass { from { transform: translateX(-110%); } to { transform: translateX(340%); } }
.steps { list-style: none; padding: 0; display: grid; gap: 10px; }
.steps li { display: grid; grid-template-columns: 22px 1fr auto; gap: 10px; align-items: center; font-size: 13px; }
.tick { display: grid; place-items: center; width: 22px; height: 20px; border-radius: 99px; background: var(--ok-soft); color: var(--ok); }
.tick svg { width: 13px; height: 13px; stroke-width: 2; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.button {
  font: inherit; font-size: 13px; font-weight: 550; padding: 8px 14px; border-radius: 7px; cursor: pointer;
  border: 1px solid var(--line); background: var(--surface); color: var(--text);
}
.button:hover { background: var(--sunken); }
.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.primary:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
.wide { flex: 1; }
.inline, .inline:hover {
  border: 0; padding: 0; border-radius: 3px; background: none; color: inherit; font-size: inherit; font-weight: inherit;
  text-decoration: underline; text-underline-offset: 2px;
}
.note { padding: 10px 12px; border-radius: 7px; font-size: 12.5px; background: var(--warn-soft); color: var(--warn); }
.calm { background: var(--sunken); color: var(--muted); }
.fineprint, footer { color: var(--muted); font-size: 12px; }
footer { display: flex; flex-wrap: wrap; gap: 4px 14px; justify-content: space-between; align-items: baseline; }
#foot { flex: 1 1 260px; }
.plain { display: grid; gap: 12px; justify-items: start; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
/* It takes the focus to be read, not to be used. */
h1:focus-visible { outline: none; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) {
  .zone .coarse { display: block; padding: 0; text-decoration: none; }
  .zone .fine { display: none; }
  .button { padding-top: 11px; padding-bottom: 11px; font-size: 14px; }
  .inline { padding: 0; font-size: inherit; }
}
@media (max-width: 480px) {
  body { padding: 28px 20px; }
  .buttons .button { flex: 1 1 auto; }
}
@media (prefers-reduced-motion: reduce) {
  .bar i { transition: none; }
  .unknown i { animation: none; width: 100%; opacity: 0.4; }
}
`
