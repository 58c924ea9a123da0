import { chooser } from '../../shared/chooser'

export function GET() {
  return chooser({
    title: 'Game rooms',
    about: 'Walk about, see the others walk, and take the coin before they do.',
    label: 'Name of the room',
    placeholder: 'Hall',
    path: '/game/',
    example: 'hall',
  })
}
