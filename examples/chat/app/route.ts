import { chooser } from '../../shared/chooser'

export function GET() {
  return chooser({
    title: 'Rooms',
    about: 'A room is made when the first person enters it. Everyone with its address can join.',
    label: 'Name of the room',
    placeholder: 'Book club',
    path: '/room/',
    example: 'lobby',
  })
}
