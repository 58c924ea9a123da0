export async function GET(request: Request) {
  return Response.redirect(new URL('/rooms/lobby', request.url).href, 302)
}
