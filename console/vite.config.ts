import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/**
 * Builds the console into `console/dist`, which the HTTP edge serves at `/`. While developing, `vite console`
 * forwards the API to a running server, so that the page always talks to one origin. Packages go into a file of
 * their own, which a browser keeps while the console itself changes.
 */
export default defineConfig({
  base: '/',
  plugins: [react(), tailwindcss()],
  // The client as it stands in this repository, without building it first.
  resolve: { conditions: ['@segue/source', ...defaultClientConditions] },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'packages', test: /node_modules/ }] } } },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:7700' } },
})
