export interface ErrorPage {
  title: string
  code: string
  file: string
  stack: string
}

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 2rem; max-width: 60rem; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
p { opacity: 0.75; }
pre { padding: 1rem; border: 1px solid; border-radius: 6px; overflow-x: auto; }
`

/** The page that a browser shows in dev when a handler threw. */
export function errorPage({ title, code, file, stack }: ErrorPage): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(code)} in <code>${escapeHtml(file)}</code></p>
<pre>${escapeHtml(stack)}</pre>
</html>
`
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
