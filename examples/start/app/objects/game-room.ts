export { default } from '../../../presence/app/objects/game-room'
