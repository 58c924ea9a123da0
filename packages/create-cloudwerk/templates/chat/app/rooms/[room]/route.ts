import { chatPage } from '../../chat-page.ts'

export async function GET() {
  return new Response(chatPage, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}
