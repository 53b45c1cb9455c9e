import { mount } from 'svelte'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import App from './App.svelte'
import { createApi } from './lib/api.ts'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app to mount into')
mount(App, { target, props: { api: createApi(window.courier) } })
