-- Neovim 0.7 and later: starts the server for the open buffer and prints what it shows.
local client = vim.lsp.start_client({
  name = 'redlint',
  cmd = { os.getenv('REDLINT'), 'lsp' },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(0, client)
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)

for _, found in ipairs(vim.diagnostic.get(0)) do
  print(string.format('%d: %s %s\n', found.lnum + 1, found.code, found.message))
end

vim.api.nvim_win_set_cursor(0, { 3, 22 })
local params = vim.lsp.util.make_range_params(0, 'utf-16')
params.context = { diagnostics = {} }
for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 20000) or {}) do
  for _, action in ipairs(answer.result or {}) do
    print('action: ' .. action.title .. '\n')
  end
end
vim.cmd('qa!')
