# New instance.

step-account = Conta
step-configure = Configurar
step-review = Revisar
step-pair = Parear
choose-account = Escolha uma conta
account-adopts-only = Com esta conta não se cria nada; adote uma instância em Credenciais
no-account-title = Primeiro, uma conta
no-account-text = As instâncias são criadas em um provedor com as suas credenciais. Adicione uma conta, ou experimente no sandbox.
wizard-continue = Continuar
wizard-review = Revisar
wizard-create = Criar instância
problems-to-fix = { $n ->
    [one] { $n } problema a corrigir
   *[other] { $n } problemas a corrigir
}
n-set = { $n ->
    [one] 1 valor
   *[other] { $n } valores
}
preview-request = Requisição
preview-note = Só é enviado o que você definiu. Os segredos aparecem mascarados aqui.
cost-title = Quanto custa
creating = Criando…
creating-text = A requisição é enviada uma vez. Se a resposta se perder, o Pairdesk procura a instância em vez de enviar de novo.
name-exists = Já existe uma instância com este nome
name-exists-text = Nada foi enviado. Escolha outro nome ou abra a que já existe.
wizard-unconfirmed = Ver o que se sabe
