import { toRoomName } from '../room-name'

/** Where the form of the first page goes: `/room?name=Book+Club`. */
export function GET(request: Request) {
  const url = new URL(request.url)
  const name = toRoomName(url.searchParams.get('name') ?? '')
  const location = name === '' ? '/' : `/room/${encodeURIComponent(name)}`
  return new Response(null, { status: 303, headers: { Location: location } })
}
