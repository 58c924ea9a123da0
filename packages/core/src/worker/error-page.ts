/** Whether a browser opens the address, rather than a script. */
export function wantsPage({ headers }: Request): boolean {
  return headers.get('Accept')?.includes('text/html') ?? false
}

interface ErrorPage {
  status: number
  message: string
  headers: Headers
}

/** A page that says what went wrong. It loads nothing. */
export function errorPage({ status, message, headers }: ErrorPage): Response {
  headers.set('Content-Type', 'text/html; charset=utf-8')
  const text = escapeHtml(message)
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${text}</title>
<body style="font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:20vh auto;padding:0 1rem">
<p style="opacity:.6;margin:0">${status}</p>
<h1 style="font-size:1.5rem;margin:0">${text}</h1>
</body>
</html>
`
  return new Response(page, { status, headers })
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
