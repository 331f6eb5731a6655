// Runs in a pane where things can be copied. `element` comes from gr.HTML.
element.addEventListener('click', ({ target }) => {
  const button = target.closest('button[data-copy]');
  if (button) copy(button);
});
