/* Adds to each password field a button that shows what was typed. Without this script the page works all the same. */
for (const box of document.querySelectorAll('.password')) {
  const field = box.querySelector('input');
  const button = document.createElement('button');
  const verb = document.createElement('span');
  const what = document.createElement('span');
  button.type = 'button';
  button.className = 'reveal';
  what.className = 'visually-hidden';
  what.textContent = ` ${box.dataset.what}`;
  button.append(verb, what);

  const show = (visible) => {
    field.type = visible ? 'text' : 'password';
    verb.textContent = visible ? box.dataset.hide : box.dataset.show;
  };
  button.addEventListener('click', () => show(field.type === 'password'));
  field.form.addEventListener('submit', () => show(false));
  show(false);
  box.append(button);
}
