const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
}

export interface Page {
  title: string
  /** Addresses of style sheets, in addition to the one of all pages. */
  styles?: readonly string[]
  script?: string
  /** The class of the body. */
  layout?: string
  /** HTML, with its text already escaped. */
  body: string
}

/** A page that loads only this app's own scripts and styles. */
export function html(
  { title, styles = [], script, layout = '', body }: Page,
  status = 200,
): Response {
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${['/assets/shared/base.css', ...styles].map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
${script ? `<script type="module" src="${script}"></script>` : ''}
</head>
<body class="${layout}">
${body}
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`
  return new Response(text, { status, headers })
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
