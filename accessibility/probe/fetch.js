// The source of another version of a page of this site; null where it cannot be had.
async (address) => {
  try {
    if (new URL(address).origin !== location.origin) return null;
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : null;
  } catch (problem) { return null; }
}
