const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
}

/** A page that loads nothing but this app's own scripts and styles. */
export function html(text: string, status = 200): Response {
  return new Response(text, { status, headers })
}
