export { default } from '../../../leaderboard/app/objects/leaderboard'
