import { chooser } from '../../shared/chooser'

export function GET() {
  return chooser({
    title: 'Rooms',
    about: 'The first person who enters a room creates it. Everyone with its address can join.',
    label: 'Name of the room',
    placeholder: 'Book club',
    path: '/room/',
    example: 'lobby',
  })
}
