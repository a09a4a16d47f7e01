// Buttons that use a passkey: its answer goes into the form's hidden field, and the form is sent as any other.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-passkey]");
  if (!button || !button.form.reportValidity()) return;
  const fault = document.getElementById("passkey-fault");
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  fault.hidden = true;
  try {
    const answer = await window.webauthnJSON[button.dataset.passkey](options);
    button.form.elements.credential.value = JSON.stringify(answer);
  } catch {
    fault.hidden = false; // cancelled, timed out, or not possible on this address
    return;
  }
  button.form.requestSubmit();
});
