export { default } from '../../../wallets/app/objects/wallet'
