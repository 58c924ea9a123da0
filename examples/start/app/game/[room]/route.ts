export { GET } from '../../../../presence/app/game/[room]/route'
