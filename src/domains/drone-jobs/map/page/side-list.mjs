import { element, write } from './elements.mjs';

/** A list of things to select: one stop for the Tab key, the arrow keys within. */
export class SideList {
  #list;
  #count;
  #select;
  #rows = new Map();
  #current;

  constructor(list, count, select) {
    [this.#list, this.#count, this.#select] = [list, count, select];
    list.addEventListener('keydown', (event) => this.#move(event));
    list.addEventListener('focusin', ({ target }) => this.#stopAt(target));
  }

  /** @param items `{id, mark, kind, name, value, low?, below, percent?}`, in order */
  show(items, selected) {
    write(this.#count, String(items.length));
    const ids = new Set(items.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (ids.has(id)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    let next = this.#list.firstElementChild;
    for (const item of items) {
      const row = this.#rows.get(item.id) ?? this.#make(item.id);
      update(row, item, item.id === selected);
      if (row.item === next) next = next.nextElementSibling;
      else this.#list.insertBefore(row.item, next);
    }
    if (!this.#current?.isConnected) this.#stopAt(this.#list.querySelector('button'));
  }

  #make(id) {
    const row = {
      mark: element('span', { 'aria-hidden': 'true' }),
      name: element('span', { class: 'name' }),
      value: element('span'),
      below: element('span', { class: 'below' }),
      bar: element('progress', { max: 100 }),
    };
    row.button = element('button', { tabindex: -1 }, row.mark, row.name, row.value, row.bar, row.below);
    row.button.addEventListener('click', () => this.#select(id));
    row.item = element('li', {}, row.button);
    this.#rows.set(id, row);
    return row;
  }

  #stopAt(button) {
    if (this.#current) this.#current.tabIndex = -1;
    this.#current = button ?? undefined;
    if (button) button.tabIndex = 0;
  }

  #move(event) {
    const item = event.target.closest('li');
    const to = {
      ArrowDown: item?.nextElementSibling,
      ArrowUp: item?.previousElementSibling,
      Home: this.#list.firstElementChild,
      End: this.#list.lastElementChild,
    }[event.key];
    if (!to) return;
    event.preventDefault();
    to.firstElementChild.focus();
  }
}

function update(row, { mark, kind, name, value, low, below, percent }, selected) {
  write(row.mark, mark);
  write(row.name, name);
  write(row.value, value ?? '');
  write(row.below, below ?? '');
  row.mark.className = `mark ${kind}`;
  row.value.className = low ? 'value low' : 'value';
  row.bar.hidden = percent === undefined;
  if (percent !== undefined && row.bar.value !== percent) row.bar.value = percent;
  row.bar.setAttribute('aria-label', `${percent} percent flown`);
  row.button.setAttribute('aria-pressed', String(selected));
}
