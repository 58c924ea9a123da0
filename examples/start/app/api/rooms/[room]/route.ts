export { GET } from '../../../../../presence/app/api/rooms/[room]/route'
