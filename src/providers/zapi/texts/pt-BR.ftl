# Z-API

provider-zapi-about = Conta de parceiro, ou instâncias avulsas por ID e token
provider-zapi-keys = Painel da Z-API: o token de segurança da conta fica em Segurança. O token de parceiro vem do suporte da Z-API; com ele é possível criar instâncias.
cost-zapi = Inicia um teste de 2 dias. Só é cobrada depois que você assina; sem isso a Z-API a exclui sozinha.
cost-many-zapi = { $n ->
    [one] inicia um teste de 2 dias
   *[other] iniciam um teste de 2 dias cada
}
cost-zapi-subscribe = { $n ->
    [one] A Z-API passa a cobrá-la ao fim de cada mês, até ser cancelada.
   *[other] A Z-API passa a cobrar cada uma das { $n } ao fim de cada mês, até ser cancelada.
}
cost-zapi-unsubscribe = { $n ->
    [one] Continua utilizável até o fim do período pago, e é cobrada até lá. Não pode ser excluída antes.
   *[other] Cada uma das { $n } continua utilizável até o fim do seu período pago, e é cobrada até lá. Não pode ser excluída antes.
}

## Account
field-partner_token = Token de parceiro
field-partner_token-hint = Fornecido pelo suporte da Z-API; cria e lista instâncias. Sem ele, só dá para adicionar instâncias que já existem.
field-client_token = Token de segurança da conta
field-client_token-hint = Painel da Z-API, em Segurança; necessário depois que for ativado lá

## Adding an existing instance
field-zapi-instance_id-hint = Painel da Z-API, na página da instância

## Instance
field-session_name = Nome da sessão
field-session_name-hint = Aparece no celular, na lista de dispositivos conectados
field-received_url = Mensagens recebidas
field-received_url-hint = Chamado a cada mensagem que chega
field-delivery_url = Mensagens enviadas
field-delivery_url-hint = Chamado quando a mensagem foi entregue ao WhatsApp; o contato ainda pode não ter recebido
field-received_and_delivery_url = Mensagens recebidas e próprias
field-received_and_delivery_url-hint = Chamado para as mensagens que chegam e para as que você mesmo envia
field-status_url = Status das mensagens
field-status_url-hint = Chamado quando uma mensagem é recebida, lida, ouvida ou apagada
field-presence_url = Presença no chat
field-presence_url-hint = Chamado quando um contato está digitando, gravando ou online
field-connected_url = Conexão
field-connected_url-hint = Chamado quando o celular é conectado
field-disconnected_url = Desconexão
field-disconnected_url-hint = Chamado quando a ligação com o celular se perde
field-call_reject_auto = Rejeitar chamadas
field-call_reject_auto-hint = As chamadas recebidas são recusadas na hora
field-call_reject_message = Mensagem após chamada rejeitada
field-call_reject_message-hint = Enviada a quem ligou; se ficar vazia, nada é enviado
field-auto_read_message = Marcar mensagens como lidas
field-auto_read_message-hint = Toda mensagem recebida já conta como lida
field-auto_read_status = Marcar status como vistos
field-auto_read_status-hint = A Z-API pede que “Marcar mensagens como lidas” também esteja ligado
field-disable_enqueue = Recusar mensagens enquanto desconectada
field-disable_enqueue-hint = Desligado, até 1.000 mensagens esperam na fila e saem assim que o celular se conecta
field-is_device = Instância mobile
field-is_device-hint = Registra um número por SMS ou ligação no painel da Z-API; o Pairdesk não consegue pareá-la por QR code
field-business_device = App WhatsApp Business
field-business_device-hint = Usa o app Business em vez do normal
help-partner_token = Pertence aos parceiros da Z-API e cria, lista e cancela instâncias. Não é o token de segurança da conta nem o token de uma instância.
help-client_token = Uma segunda chave que a Z-API exige em cada chamada a uma instância, depois de ativada no painel.
