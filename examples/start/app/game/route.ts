export { GET } from '../../../presence/app/game/route'
